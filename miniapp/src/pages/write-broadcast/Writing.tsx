import { useQuery } from '@tanstack/react-query';
import { Button, Group } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { Attachments } from '../../features/send-broadcasts/Attachments';
import { type Composition, NEW, useComposition } from '../../features/send-broadcasts/composition';
import { choicesQuery, templatesQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { replaceWith } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { AudienceCard } from './AudienceCard';
import { AuthorCard } from './AuthorCard';
import { Municipalities } from './Municipalities';
import { Options } from './Options';
import { TextCard } from './TextCard';

export interface WritingProps {
  /** Under which it is kept while it is being written. */
  readonly name: string;
  readonly initial: Composition;
  /** The path of the screen on which it is looked at before it is sent. */
  readonly next: string;
  /** It leaves again and again, in its own municipality alone. */
  readonly isRegular?: boolean;
}

/** The form of a message, once what it offers is there. */
export const Writing = (props: WritingProps): ReactNode => {
  const { id, may } = useWorkplace();
  const templates = useQuery(templatesQuery(id));
  const choices = useQuery(choicesQuery(id, ''));
  return (
    <Loaded query={templates}>
      {(found) => (
        <Loaded query={choices}>
          {({ organizations }) => (
            <Form
              {...props}
              initial={
                props.name === NEW && !may('see_organizations')
                  ? speakingFor(props.initial, organizations[0]?.value)
                  : props.initial
              }
              organizations={organizations}
              templates={found}
            />
          )}
        </Loaded>
      )}
    </Loaded>
  );
};

/** Whoever represents organisations speaks for the first of them unless they choose another. */
function speakingFor(initial: Composition, organizationId = ''): Composition {
  return { ...initial, author: { ...initial.author, organization_id: organizationId } };
}

interface FormProps extends WritingProps {
  readonly templates: Schemas['BroadcastTemplates'];
  readonly organizations: readonly Schemas['FilterChoice'][];
}

const Form = (props: FormProps): ReactNode => {
  const { name, initial, next, isRegular, templates, organizations } = props;
  const { written, change } = useComposition(name, initial);
  const isReady = written.text.trim() !== '' && written.audience.length > 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) replaceWith(next);
      }}
    >
      <TextCard
        change={change}
        organizations={organizations}
        templates={templates}
        written={written}
      />
      <Group>
        <Attachments
          files={written.attachments}
          onChange={(attachments) => change({ attachments })}
        />
        <Options change={change} written={written} />
      </Group>
      <AuthorCard
        author={written.author}
        onChange={(author) => change({ author })}
        organizations={organizations}
      />
      <AudienceCard
        audience={written.audience}
        onChange={(audience) => change({ audience })}
        organizations={organizations}
      />
      {!isRegular && (
        <Municipalities
          chosen={written.municipalityIds}
          onChange={(municipalityIds) => change({ municipalityIds })}
        />
      )}
      <Group>
        <Inset>
          <Button disabled={!isReady} size="l" stretched type="submit">
            Дальше: проверить
          </Button>
        </Inset>
      </Group>
    </form>
  );
};
