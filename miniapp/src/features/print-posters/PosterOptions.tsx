import { Checkbox, FormItem, SegmentedControl } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';

export interface Paper {
  readonly format: Schemas['PosterFormat'];
  readonly eachEntrance: boolean;
}

export interface PosterOptionsProps {
  readonly paper: Paper;
  readonly onChange: (paper: Paper) => void;
}

/** What the posters are printed on. */
export const PosterOptions = ({ paper, onChange }: PosterOptionsProps): ReactNode => (
  <>
    <FormItem
      bottom={
        paper.format === 'a4'
          ? 'Один плакат на листе, для подъезда.'
          : 'Два плаката на листе А4, для лифтов. Лист разрезают по линии.'
      }
      htmlFor="format"
      top="Размер"
    >
      <SegmentedControl
        id="format"
        onChange={(format) => onChange({ ...paper, format: format })}
        options={[
          { label: 'А4', value: 'a4' },
          { label: 'А5', value: 'a5' },
        ]}
        value={paper.format}
      />
    </FormItem>
    <Checkbox
      checked={paper.eachEntrance}
      onChange={({ target }) => onChange({ ...paper, eachEntrance: target.checked })}
    >
      По одному на каждый подъезд
    </Checkbox>
  </>
);
