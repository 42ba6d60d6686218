import { FormItem, Radio, RadioGroup } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';

export interface LooksAfterFieldProps {
  readonly value: Schemas['LooksAfter'];
  readonly onChange: (value: Schemas['LooksAfter']) => void;
}

/** Whether a representative looks after all houses of the organisation, or chosen ones. */
export const LooksAfterField = ({ value, onChange }: LooksAfterFieldProps): ReactNode => (
  <FormItem top="За какие дома отвечает">
    <RadioGroup>
      <Radio checked={value === 'all'} name="looks-after" onChange={() => onChange('all')}>
        За все дома организации
      </Radio>
      <Radio
        checked={value === 'chosen'}
        description="Прикрепите человека на экране дома"
        name="looks-after"
        onChange={() => onChange('chosen')}
      >
        За выбранные дома
      </Radio>
    </RadioGroup>
  </FormItem>
);
