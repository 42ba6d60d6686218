import { Button, Group, Header, SimpleCell, Text } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { Field } from '../../shared/ui/fields';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import { blanksIn, withBlanksFilled } from './message';

interface Template {
  readonly id: string;
  readonly subject: string;
  readonly title: string;
  readonly text: string;
}

interface TemplateSheetProps {
  readonly templates: readonly Template[];
  readonly onChoose: (id: string, text: string) => void;
  readonly onClose: () => void;
}

/** Templates by subject; the blanks of the chosen one are filled before it goes into the message. */
const TemplateSheet = ({ templates, onChoose, onClose }: TemplateSheetProps): ReactNode => {
  const [template, setTemplate] = useState<Template | null>(null);
  return (
    <Sheet isOpen onClose={onClose} title={template ? template.title : 'Шаблоны'}>
      {template ? (
        <Blanks
          onDone={(text) => {
            onChoose(template.id, text);
            onClose();
          }}
          template={template}
        />
      ) : (
        [...new Set(templates.map(({ subject }) => subject))].map((subject) => (
          <Group header={<Header size="s">{subject}</Header>} key={subject} mode="plain">
            {templates
              .filter((each) => each.subject === subject)
              .map((each) => (
                <SimpleCell chevron="always" key={each.id} onClick={() => setTemplate(each)}>
                  {each.title}
                </SimpleCell>
              ))}
          </Group>
        ))
      )}
    </Sheet>
  );
};

interface BlanksProps {
  readonly template: Template;
  readonly onDone: (text: string) => void;
}

const Blanks = ({ template, onDone }: BlanksProps): ReactNode => {
  const blanks = blanksIn(template.text);
  const [words, setWords] = useState(() => blanks.map(() => ''));
  const text = withBlanksFilled(template.text, words);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text);
      }}
    >
      {blanks.map(({ name, start }, index) => (
        <Field
          autoFocus={index === 0}
          key={start}
          label={name.charAt(0).toUpperCase() + name.slice(1)}
          onChange={(typed) => setWords(words.map((word, at) => (at === index ? typed : word)))}
          value={words[index] ?? ''}
        />
      ))}
      <Inset>
        <Text aria-label="Текст по шаблону" className="quote" role="note">
          {text}
        </Text>
      </Inset>
      <Inset>
        <Button size="l" stretched type="submit">
          Вставить в сообщение
        </Button>
      </Inset>
    </form>
  );
};

export default TemplateSheet;
