import { expect, it } from 'vitest';
import { inOneSize, nested } from './plotlyPanel';

it('sets every font of a plot in one size, and leaves other sizes', () => {
  const layout = {
    font: { size: 9 },
    xaxis: { title: { text: 'x', font: { size: 20, color: 'red' } }, tickfont: { size: 3 } },
    yaxis: { title: { text: 'y' } },
    annotations: [{ font: { size: 4 }, text: 'a' }],
    marker: { size: 8 },
  };
  const changed = JSON.stringify(inOneSize(layout));
  expect(changed.match(/"size":12/gu)).toHaveLength(5);
  expect(changed).toContain('"marker":{"size":8}');
  expect(changed).toContain('"color":"red"');
});

it('keeps clip paths of two plots in one file apart', () => {
  const plot =
    '<svg class="main-svg" xmlns="http://www.w3.org/2000/svg" width="9" height="9"><clipPath id="clip1"/>' +
    '<g clip-path="url(#clip1)"/><g style="clip-path: url(&quot;#clip1&quot;)"/></svg>';
  const [a, b] = [nested(plot, 'a-', 9, 9), nested(plot, 'b-', 9, 9)];
  expect(a).toContain('id="a-clip1"');
  expect(a.match(/url\(#a-clip1\)/gu)).toHaveLength(2);
  expect(b).not.toContain('a-clip1');
  expect(a.match(/<svg/gu)).toHaveLength(1);
});
