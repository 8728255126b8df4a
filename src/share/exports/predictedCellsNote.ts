/** In the file, and beside it on the page, which has no part in writing it. */
export const predictedCellsNote =
  'Predicted cells are control cells moved to the predicted mean with the noise of counts. They carry no more than that mean and the measured spread of the controls.';
