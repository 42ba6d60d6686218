import { FormItem, Textarea } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

export interface LongFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly maxLength: number;
  readonly hint?: ReactNode;
  /** What is wrong with it; empty where nothing is. */
  readonly error?: string;
  readonly rows?: number;
}

/** Several lines of text with their label. */
export const LongField = ({
  label,
  value,
  onChange,
  maxLength,
  hint,
  error,
  rows = 3,
}: LongFieldProps): ReactNode => {
  const id = useId();
  return (
    <FormItem bottom={error || hint} htmlFor={id} status={error ? 'error' : 'default'} top={label}>
      <Textarea
        id={id}
        maxLength={maxLength}
        onChange={({ target }) => onChange(target.value)}
        rows={rows}
        value={value}
      />
    </FormItem>
  );
};
