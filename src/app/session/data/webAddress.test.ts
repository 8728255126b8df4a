import { expect, test } from 'vitest';
import { webAddress } from './webAddress';

const page = 'https://modulode.example/app/';

test.each([
  [
    'https://zenodo.org/records/13350497/files/Norman%202019.h5ad?download=1',
    'https://zenodo.org/api/records/13350497/files/Norman%202019.h5ad/content',
    'Norman 2019.h5ad',
  ],
  [
    'zenodo.org/record/7041849/files/Dixit.h5ad',
    'https://zenodo.org/api/records/7041849/files/Dixit.h5ad/content',
    'Dixit.h5ad',
  ],
  [
    'https://zenodo.org/api/records/1/files/a.h5ad/content',
    'https://zenodo.org/api/records/1/files/a.h5ad/content',
    'a.h5ad',
  ],
  [
    'https://github.com/lab/screen/blob/main/data/a.csv.gz',
    'https://raw.githubusercontent.com/lab/screen/main/data/a.csv.gz',
    'a.csv.gz',
  ],
  [
    'https://huggingface.co/datasets/lab/screen/blob/main/a.h5ad',
    'https://huggingface.co/datasets/lab/screen/resolve/main/a.h5ad',
    'a.h5ad',
  ],
  ['  http://lab.example/a.loom#top ', 'https://lab.example/a.loom', 'a.loom'],
  ['http://localhost:8000/a.h5ad', 'http://localhost:8000/a.h5ad', 'a.h5ad'],
  ['screens/a.h5ad', 'https://modulode.example/app/screens/a.h5ad', 'a.h5ad'],
  ['https://lab.example/%E0%A4%A', 'https://lab.example/%E0%A4%A', '%E0%A4%A'],
  ['https://lab.example', 'https://lab.example/', 'lab.example'],
])('%s is fetched from the address for programs', (typed, url, file) => {
  expect(webAddress(typed, page)).toMatchObject({ url, file });
});

test.each(['', '  ', 'javascript:alert(1)', 'file:///home/a.h5ad', 'data:text/csv,a', 'https://', 'blob:x'])(
  '“%s” is no address of a file',
  (typed) => {
    expect(webAddress(typed, page)).toBeNull();
  },
);

test('a relative address on a page without encryption stays without encryption', () => {
  expect(webAddress('a.h5ad', 'http://lab.example/app/')?.url).toBe('http://lab.example/app/a.h5ad');
});
