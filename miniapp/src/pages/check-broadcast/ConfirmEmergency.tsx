import { type ReactNode, useRef, useState } from 'react';

import type { Schemas } from '../../shared/api/client';
import { Confirm } from '../../shared/ui/Confirm';
import { CHATS, counted, inDigits } from '../../shared/ui/words';

interface ConfirmEmergencyProps {
  readonly seen: Schemas['PreviewBroadcast'];
  readonly onConfirm: () => void;
  readonly onClosed: () => void;
}

/** Asks twice before an emergency is told to everybody. */
const ConfirmEmergency = ({ seen, onConfirm, onClosed }: ConfirmEmergencyProps): ReactNode => {
  const [isSure, setSure] = useState(false);
  const goesOn = useRef(false);
  const first = (
    <Confirm
      description="Жители получат его как аварийное. Убедитесь, что авария настоящая, а дома выбраны верно."
      key="first"
      onClosed={() => (goesOn.current ? setSure(true) : onClosed())}
      onConfirm={() => {
        goesOn.current = true;
      }}
      title={`Аварийное сообщение в ${counted(seen.chats, CHATS)}?`}
      verb="Дальше"
    />
  );
  const second = (
    <Confirm
      description={`Его прочитают примерно ${inDigits(seen.residents)} человек. После нажатия будет 15 секунд, чтобы отменить.`}
      key="second"
      onClosed={onClosed}
      onConfirm={onConfirm}
      title="Точно отправить?"
      verb="Отправить"
    />
  );
  return isSure ? second : first;
};

export default ConfirmEmergency;
