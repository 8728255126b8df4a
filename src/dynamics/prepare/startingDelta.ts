/** Where every overexpression strength starts: δ = 2, as the raw parameter softplus⁻¹(δ). */
export const startingDelta = Math.log(Math.expm1(2));
