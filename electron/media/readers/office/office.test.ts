import { describe, expect, it } from 'vitest';
import { expectSurvival } from '../../testing/damage.ts';
import { render } from '../../testing/fixtures.ts';
import { sample, samplePath } from '../../testing/samples.ts';
import { textOf } from './xml.ts';

describe('Office documents', () => {
  it('of Word give text, properties, page size and the picture inside', async () => {
    const output = await render(samplePath('plan.docx'));
    expect(output).toMatchObject({
      type: 'document',
      mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      width: 612,
      height: 792,
      language: 'ko',
      metadata: { title: '겨울 캠페인 기획서', creator: '김민지', keywords: ['겨울', 'campaign'] },
    });
    expect(output.textContent).toBe('겨울 캠페인\n빨간 하이힐 & <신상> 코트를 소개합니다.\n예산\nBudget');
    expect(output.renditions).toHaveLength(2);
  });

  it('of PowerPoint give their slides in order, then the notes', async () => {
    const output = await render(samplePath('deck.pptx'));
    expect(output).toMatchObject({ pageCount: 2, width: 960, height: 540 });
    expect(output.textContent).toMatch(/첫 장: 목표\s+Second slide\s+발표자 노트/);
    expect(output.renditions).toHaveLength(2);
  });

  it('of Excel give the words of sheets and cells', async () => {
    const output = await render(samplePath('budget.xlsx'));
    expect(output.textContent).toMatch(/매체비[\s\S]*네이버\s+Search ads/);
    expect(output).toMatchObject({ renditions: [] });
    expect(output.problem).toBeUndefined();
  });

  it('that inflate without end are read up to a limit', async () => {
    const output = await render(samplePath('bomb.docx'));
    expect(Buffer.byteLength(output.textContent ?? '')).toBeLessThanOrEqual(200 * 1024);
    expect(output.textContent).toMatch(/^겨울 겨울/);
  });

  it.each(['plan.docx', 'deck.pptx', 'budget.xlsx'])(
    '%s damaged cost nothing but what is lost',
    async (name) => {
      await expectSurvival(name, await sample(name));
    },
  );
});

describe('text of XML parts', () => {
  const text = (xml: string): string => textOf(xml, new Set(['t']), new Set(['p']), 1000);

  it('is what stands in the elements asked for', () => {
    expect(
      text('<a:p><a:t xml:space="preserve">one </a:t><x>no</x><a:t>two</a:t></a:p><p/><t>three</t>'),
    ).toBe('one two\n\nthree');
  });

  it('knows the five entities and numbers, and no others', () => {
    expect(text('<!DOCTYPE d [<!ENTITY bomb "no">]><t>&lt;&amp;&#44032;&#xB098;&bomb;&#9999999;</t>')).toBe(
      '<&가나&bomb;',
    );
  });

  it.each([
    ['tags that never end', '<t '],
    ['declarations that never end', '<!'],
    ['quotes that never end', '<t a="'],
    ['names that never end', 'a'],
  ])('is found in time among %s', (_, part) => {
    const xml = `<${part.repeat(1_000_000)}`;
    expect(textOf(xml, new Set(['x']), new Set(), 1000)).toBe('');
  });
});
