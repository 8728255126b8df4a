"""Opens the bundled demo with anndata, the reference implementation of the format, and prints what src/simulation/
screenFile.test.ts expects of it. Run: python3 scripts/references/simulation_demo.py (made with anndata 0.8.0)."""
import warnings

import anndata
import numpy as np

warnings.filterwarnings('ignore')
cells = anndata.read_h5ad('public/demo/myeloid.h5ad')
print(cells)
print('values', cells.X.shape, cells.X.dtype, 'sum', repr(float(cells.X.sum(dtype=np.float64))))
print('largest', repr(float(cells.X.max())), 'zeros', int((cells.X == 0).sum()))
print('genes', list(cells.var_names))
print('cells', cells.obs_names[0], cells.obs_names[-1])
print(cells.obs.groupby(['perturbation_type', 'perturbation']).size().to_dict())
truth = cells.uns['truth']
print('truth', len(truth['source']), truth['source'][0], truth['target'][0], truth['sign'][0])
control = cells[cells.obs['perturbation'] == 'control'].X
on = control > np.log1p(16)
genes = list(cells.var_names)
for name, marks in ('erythrocyte', 'KLF1'), ('megakaryocyte', 'FLI1'), ('monocyte', 'EGRNAB'), ('granulocyte', 'GFI1'):
    others = [m for m in ('KLF1', 'FLI1', 'EGRNAB', 'GFI1') if m != marks]
    alone = on[:, genes.index(marks)] & ~on[:, [genes.index(m) for m in others]].any(1)
    print('controls with only', marks, 'of the four lineage marks on:', int(alone.sum()))
