import { expect } from 'chai';
import { withSection } from '../../bench/report';

const page = '# Performance\n\nA word.\n\n## Speed\n\nold\n\n### Of what\n\nold\n\n## Soak\n\nkept\n';

describe('withSection', () => {
  it('replaces a section, and leaves the others', () => {
    expect(withSection(page, 'Speed', 'new\n')).to.equal(
      '# Performance\n\nA word.\n\n## Speed\n\nnew\n\n## Soak\n\nkept\n',
    );
    expect(withSection(page, 'Soak', 'new')).to.equal(page.replace('kept', 'new'));
  });

  it('adds a new section at the end', () => {
    expect(withSection(page, 'Size', 'new')).to.equal(`${page}\n## Size\n\nnew\n`);
  });
});
