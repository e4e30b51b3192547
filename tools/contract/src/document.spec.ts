import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentPath, findGaps, renderDocument } from './document.ts';
import { notTested } from './not-tested.ts';
import { must, type Section } from './requirement.ts';
import { sections } from './requirements.ts';
import { type ContractTest, contractTests } from './tests.ts';

const root = join(__dirname, '../../..');

describe('the document of the contract', () => {
  const part: Section[] = [
    { heading: 'PUT', requirements: [must('R001', 'async', 'One.'), must('R002', 'azure', 'Two.')] },
  ];
  const test: ContractTest = {
    numbers: ['R001'],
    sentence: 'answers %s with `*`',
    file: 'apps/a/src/a.contract.spec.ts',
  };

  it('shows each requirement with its tests, or why it has none', () => {
    const text = renderDocument(part, [test], { R002: { reason: 'No.', decision: '0001-x.md' } });

    expect(text).toContain('## PUT');
    expect(text).toContain('**R001** MUST, RPC async-api. One.\n\n- answers … with \\`\\*\\` (`a.contract.spec.ts`)');
    expect(text).toContain('**R002** MUST, Azure in public. Two.\n\n_Without a test: No. (decision `0001-x.md`)_');
  });

  it('knows what is left out, and what is too much', () => {
    const other = { ...test, numbers: ['R001', 'R003'] };

    expect(findGaps(part, [other], {})).toEqual({ missing: ['R002'], unknown: ['R003'] });
  });

  it('leaves no requirement without a test or a reason', async () => {
    expect(findGaps(sections, await contractTests(root), notTested)).toEqual({ missing: [], unknown: [] });
  });

  it('is as the tests are; `npm run contract` writes it', async () => {
    const written = await readFile(join(root, documentPath), 'utf8');

    expect(written).toBe(renderDocument(sections, await contractTests(root), notTested));
  });
});
