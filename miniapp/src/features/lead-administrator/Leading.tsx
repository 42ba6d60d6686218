import {
  Icon28CheckCircleFill,
  Icon28CheckCircleOutline,
  Icon28CopyOutline,
  Icon28MessageOutline,
  Icon28RefreshOutline,
  Icon28UserAddOutline,
} from '@vkontakte/icons';
import { useQuery } from '@tanstack/react-query';
import { CellButton, Footnote, MiniInfoCell, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { LoadingRows } from '../../shared/ui/states';
import { useCopy } from '../../shared/ui/useCopy';
import { moment } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';
import { onboardingQuery } from './queries';
import { useSendAgain } from './useSendAgain';

type Onboarding = Schemas['HouseOnboarding'];

/** How far the bot has led the house's administrator, and what the employee can do about it. */
const Leading = ({ houseId }: { readonly houseId: string }): ReactNode => {
  const { id } = useWorkplace();
  const onboarding = useQuery(onboardingQuery(id, houseId));
  return (
    <Loaded loading={<LoadingRows count={3} />} query={onboarding}>
      {(led) => (led.state === 'nobody' ? null : <Led led={led} />)}
    </Loaded>
  );
};

const Led = ({ led }: { readonly led: Onboarding }): ReactNode => {
  const sendAgain = useSendAgain(led.house_id);
  return (
    <>
      {(led.reason ?? led.next_move) && (
        <Callout
          role="status"
          subtitle={led.next_move}
          title={led.reason?.title ?? 'Нужна ваша помощь'}
        />
      )}
      <Facts led={led} />
      <ol aria-label="Шаги администратора" className="steps">
        {led.steps.map((step) => (
          <Step key={step.title} step={step} />
        ))}
      </ol>
      {led.link && <Invitation link={led.link} />}
      {led.may_send_again && led.state !== 'live' && (
        <CellButton
          before={<Icon28RefreshOutline />}
          disabled={sendAgain.isPending}
          onClick={() => sendAgain.mutate()}
        >
          Отправить приглашение ещё раз
        </CellButton>
      )}
    </>
  );
};

/** Who named the person, and what became of the SMS. */
const Facts = ({ led }: { readonly led: Onboarding }): ReactNode => (
  <>
    {led.named_by && (
      <MiniInfoCell before={<Icon28UserAddOutline height={20} width={20} />}>
        Кто назначил: {led.named_by}
        {led.named_at && `, ${moment(led.named_at)}`}
      </MiniInfoCell>
    )}
    {led.sms && (
      <MiniInfoCell before={<Icon28MessageOutline height={20} width={20} />}>
        SMS: {led.sms.title}
        {led.sms.at && `, ${moment(led.sms.at)}`}
      </MiniInfoCell>
    )}
  </>
);

const Step = ({ step }: { readonly step: Schemas['OnboardingStep'] }): ReactNode => (
  <SimpleCell
    before={
      step.is_done ? (
        <Icon28CheckCircleFill aria-label="сделано" fill="var(--vkui--color_icon_positive)" />
      ) : (
        <Icon28CheckCircleOutline aria-label="ещё нет" fill="var(--vkui--color_icon_tertiary)" />
      )
    }
    Component="li"
    subtitle={step.at ? moment(step.at) : undefined}
  >
    {step.title}
  </SimpleCell>
);

const Invitation = ({ link }: { readonly link: Schemas['PersonalLink'] }): ReactNode => {
  const copy = useCopy();
  return (
    <>
      <Inset>
        <Footnote style={{ color: 'var(--vkui--color_text_secondary)' }}>
          Личная ссылка для этого человека: по ней бот узнает его и поведёт дальше. Действует до{' '}
          {moment(link.expires_at)}.
        </Footnote>
        <img
          alt="Код личной ссылки"
          className="invitation-code"
          src={`data:image/svg+xml;utf8,${encodeURIComponent(link.qr_svg)}`}
        />
      </Inset>
      <CellButton
        before={<Icon28MessageOutline />}
        onClick={() => void copy(link.letter, 'Письмо скопировано')}
      >
        Скопировать письмо со ссылкой
      </CellButton>
      <CellButton
        before={<Icon28CopyOutline />}
        onClick={() => void copy(link.url, 'Личная ссылка скопирована')}
      >
        Скопировать личную ссылку
      </CellButton>
    </>
  );
};

export default Leading;
