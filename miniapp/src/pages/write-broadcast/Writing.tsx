import { useQuery } from '@tanstack/react-query';
import { Button, Group } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { type Composition, useComposition } from '../../features/send-broadcasts/composition';
import { choicesQuery, templatesQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { replaceWith } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Attachments } from './Attachments';
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

/** The form of a message. */
export const Writing = ({ name, initial, next, isRegular }: WritingProps): ReactNode => {
  const { id } = useWorkplace();
  const { written, change } = useComposition(name, initial);
  const templates = useQuery(templatesQuery(id));
  const choices = useQuery(choicesQuery(id, ''));
  const isReady = written.text.trim() !== '' && written.audience.length > 0;
  return (
    <Loaded query={templates}>
      {(found) => (
        <Loaded query={choices}>
          {({ organizations }) => (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                if (isReady) replaceWith(next);
              }}
            >
              <TextCard
                change={change}
                organizations={organizations}
                templates={found}
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
          )}
        </Loaded>
      )}
    </Loaded>
  );
};
