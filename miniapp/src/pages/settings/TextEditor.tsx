import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Footnote, FormItem, Group, Header, Link, Text, Textarea } from '@vkontakte/vkui';
import { type ReactNode, useId, useRef } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { previewQuery, type TextKind } from '../../features/write-texts/queries';
import type { Schemas } from '../../shared/api/client';
import { useSettled } from '../../shared/ui/useSettled';
import { Inset } from '../../shared/ui/Inset';

export interface TextEditorProps {
  readonly kind: TextKind;
  readonly title: string;
  readonly description: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly standard: string;
  readonly settings: Schemas['SettingsAnswer'];
  readonly isReadOnly: boolean;
  /** What the API found wrong when it was to be saved. */
  readonly error: string;
}

/** A text with its preview: placeholders are put in by a tap, mistakes shown as it is typed. */
export const TextEditor = (props: TextEditorProps): ReactNode => {
  const { kind, title, description, value, onChange, standard, settings, isReadOnly, error } =
    props;
  const { id } = useWorkplace();
  const field = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const settled = useSettled(value);
  const preview = useQuery({
    ...previewQuery(id, kind, settled),
    placeholderData: keepPreviousData,
  });
  const wrong = error || preview.data?.errors.join(' ');
  const insert = (placeholder: string): void => {
    const { selectionStart: start = value.length, selectionEnd: end = value.length } =
      area.current ?? {};
    onChange(value.slice(0, start) + placeholder + value.slice(end));
    area.current?.focus();
  };
  return (
    <Group
      header={
        <Header
          after={
            !isReadOnly &&
            value !== standard && (
              <Link Component="button" onClick={() => onChange(standard)} type="button">
                Вернуть стандартный
              </Link>
            )
          }
        >
          {title}
        </Header>
      }
    >
      {!isReadOnly && (
        <>
          <FormItem
            bottom={wrong || description}
            htmlFor={field}
            status={wrong ? 'error' : 'default'}
            top={`Текст, до ${settings.longest_template} знаков`}
          >
            <Textarea
              id={field}
              maxLength={settings.longest_template}
              onChange={({ target }) => onChange(target.value)}
              slotProps={{ textArea: { getRootRef: area } }}
              value={value}
            />
          </FormItem>
          <div className="form-end">
            {settings.placeholders.map((placeholder) => (
              <Button
                aria-label={`Вставить ${placeholder}`}
                key={placeholder}
                mode="secondary"
                onClick={() => insert(placeholder)}
                size="s"
              >
                {placeholder}
              </Button>
            ))}
          </div>
        </>
      )}
      <Inset>
        <Footnote style={{ color: 'var(--vkui--color_text_secondary)', marginBlockEnd: 8 }}>
          Так это увидят жители
        </Footnote>
        <Text aria-label={`${title}: как это увидят`} className="quote" role="note">
          {preview.data?.text ?? value}
        </Text>
      </Inset>
    </Group>
  );
};
