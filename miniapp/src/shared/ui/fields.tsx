import { FormItem, Input } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

import { ApiProblem } from '../api/problem';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  /** What is wrong with it; empty where nothing is. */
  readonly error?: string;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}

/** A line of text with its label. */
export const Field = ({
  label,
  value,
  onChange,
  hint,
  error,
  placeholder,
  autoFocus,
}: FieldProps): ReactNode => {
  const id = useId();
  return (
    <FormItem bottom={error || hint} htmlFor={id} status={error ? 'error' : 'default'} top={label}>
      <Input
        autoComplete="off"
        autoFocus={autoFocus}
        id={id}
        onChange={({ target }) => onChange(target.value)}
        placeholder={placeholder}
        value={value}
      />
    </FormItem>
  );
};

export interface NumberFieldProps {
  readonly label: string;
  /** 0 where it is not known. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly hint?: ReactNode;
  /** What is wrong with it; empty where nothing is. */
  readonly error?: string;
  readonly placeholder?: string;
}

/** A whole number with its label; empty is 0. */
export const NumberField = ({
  label,
  value,
  onChange,
  hint,
  error,
  placeholder = 'Не указано',
}: NumberFieldProps): ReactNode => {
  const id = useId();
  return (
    <FormItem bottom={error || hint} htmlFor={id} status={error ? 'error' : 'default'} top={label}>
      <Input
        autoComplete="off"
        id={id}
        inputMode="numeric"
        maxLength={4}
        onChange={({ target }) => onChange(Number(target.value.replace(/\D/g, '')))}
        placeholder={placeholder}
        value={value ? String(value) : ''}
      />
    </FormItem>
  );
};

/** What the API found wrong with a field of what was sent. */
export function fieldError(error: unknown, field: string): string {
  return error instanceof ApiProblem ? error.fieldError(field) : '';
}
