import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Icon28DocumentTextOutline } from '@vkontakte/icons';
import { Button, CellButton, Footnote, Group, Header, Text } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import {
  answerPreviewQuery,
  answerTemplatesQuery,
  type Question,
  questionQuery,
} from '../../features/ask-questions/queries';
import { SameQuestions } from '../../features/ask-questions/SameQuestions';
import { useQuestionAction } from '../../features/ask-questions/useQuestionActions';
import { Attachments } from '../../features/send-broadcasts/Attachments';
import { MessageBubble } from '../../features/send-broadcasts/MessageBubble';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo, type Params, replaceWith } from '../../shared/router/router';
import { Field } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { LongField } from '../../shared/ui/LongField';
import { Screen } from '../../shared/ui/Screen';
import { useSettled } from '../../shared/ui/useSettled';
import { counted } from '../../shared/ui/words';

const TemplateSheet = lazy(() => import('../../features/send-broadcasts/TemplateSheet'));

// What VK takes in one message, less than what the heading may need; the API counts exactly.
const LONGEST = 5000;
const INTO_CHATS = ['чат', 'чата', 'чатов'] as const;

/** One screen on which an official answers: words, files, a template, how it will look, whom else it answers. */
const AnswerQuestionPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const questionId = params.question ?? '';
  const question = useQuery({ ...questionQuery(id, questionId), refetchOnWindowFocus: false });
  return (
    <Screen backTo={path('questions', questionId)} title="Ответ">
      <Loaded query={question}>{(found) => <Answering question={found} />}</Loaded>
    </Screen>
  );
};

const Answering = ({ question }: { readonly question: Question }): ReactNode => {
  const { id, path, may } = useWorkplace();
  const { item } = question;
  const [text, setText] = useState('');
  const [post, setPost] = useState('');
  const [files, setFiles] = useState<readonly Schemas['Attachment'][]>([]);
  const [also, setAlso] = useState<readonly string[]>([]);
  const action = useQuestionAction(item.id);
  const said = useSettled({ text, post });
  const preview = useQuery({
    ...answerPreviewQuery(id, item.id, said),
    placeholderData: keepPreviousData,
  });
  const errors = text.trim() ? (preview.data?.errors ?? []) : [];
  const isReady = text.trim() !== '' && errors.length === 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const body = {
          text,
          post,
          attachment_ids: files.map((file) => file.id),
          also_question_ids: [...also],
        };
        action.mutate(
          { do: 'answer', body },
          { onSuccess: () => replaceWith(path('questions', item.id)) },
        );
      }}
    >
      <Group header={<Header subtitle={item.address}>Вопрос</Header>}>
        <Inset>
          <Text>{item.text}</Text>
        </Inset>
        {may('hold_discussions') && !item.discussion_id && (
          <CellButton onClick={() => goTo(path('questions', item.id, 'talk'))}>
            Назначить обсуждение вместо ответа
          </CellButton>
        )}
      </Group>
      <Group header={<Header>Ответ</Header>}>
        <Templates onChoose={setText} />
        <LongField
          error={errors.join(' ')}
          label="Текст ответа"
          maxLength={LONGEST}
          onChange={setText}
          rows={6}
          value={text}
        />
        <Attachments files={files} onChange={setFiles} />
        <Field
          hint="Пусто — как указано у вас в организации."
          label="Ваша должность"
          onChange={setPost}
          placeholder="главный инженер"
          value={post}
        />
      </Group>
      {preview.data && text.trim() && (
        <Group header={<Header>Так увидят жители</Header>}>
          <Inset>
            <MessageBubble
              bold={preview.data.bold}
              files={files.map(({ filename }) => filename)}
              message={preview.data.text}
            />
            <Footnote style={{ marginBlockStart: 8, color: 'var(--vkui--color_text_secondary)' }}>
              Под сообщением будут кнопки «Помогло» и «Не помогло».
            </Footnote>
          </Inset>
        </Group>
      )}
      <Group>
        <SameQuestions
          chosen={also}
          onChange={setAlso}
          questionId={item.id}
          title="Ответить и другим домам"
        />
        <FormError error={action.error} />
        <Inset>
          <Button disabled={!isReady} loading={action.isPending} size="l" stretched type="submit">
            {also.length
              ? `Отправить в ${counted(also.length + 1, INTO_CHATS)}`
              : 'Отправить в чат дома'}
          </Button>
        </Inset>
      </Group>
    </form>
  );
};

const Templates = ({ onChoose }: { readonly onChoose: (text: string) => void }): ReactNode => {
  const { id } = useWorkplace();
  const [isOpen, setOpen] = useState(false);
  const templates = useQuery(answerTemplatesQuery(id));
  return (
    <>
      <CellButton
        before={<Icon28DocumentTextOutline />}
        disabled={!templates.data}
        onClick={() => setOpen(true)}
      >
        Взять шаблон
      </CellButton>
      <Suspense>
        {isOpen && templates.data && (
          <TemplateSheet
            onChoose={(_, text) => onChoose(text)}
            onClose={() => setOpen(false)}
            templates={templates.data.items}
          />
        )}
      </Suspense>
    </>
  );
};

export default AnswerQuestionPage;
