import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import type { Schemas } from '../../shared/api/client';
import { Sheet } from '../../shared/ui/Sheet';
import { PersonField } from './PersonField';
import { Inset } from '../../shared/ui/Inset';

export interface PersonSheetProps {
  readonly title: string;
  /** The word for what is done with the person. */
  readonly verb: string;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onChosen: (reference: string, person: Schemas['PersonCard']) => void;
  /** Called with a phone in place of a person; without it phones are not taken. */
  readonly onPhone?: (phone: string) => void;
  /** What else is to be chosen about the person. */
  readonly children?: ReactNode;
}

/** Asks for a person of VK, and shows who it is before anything is done. */
export const PersonSheet = (props: PersonSheetProps): ReactNode => (
  <Sheet isOpen={props.isOpen} onClose={props.onClose} title={props.title}>
    <PersonForm {...props} />
  </Sheet>
);

const PersonForm = ({ verb, isBusy, onChosen, onPhone, children }: PersonSheetProps): ReactNode => {
  const [chosen, setChosen] = useState<{ reference: string; person: Schemas['PersonCard'] }>();
  const [phone, setPhone] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) onChosen(chosen.reference, chosen.person);
        else if (phone) onPhone?.(phone);
      }}
    >
      <PersonField
        autoFocus
        label="Кто"
        onFound={(found, reference) =>
          setChosen(found ? { reference, person: found.person } : undefined)
        }
        onPhone={onPhone && setPhone}
      />
      {children}
      <Inset>
        <Button disabled={!chosen && !phone} loading={isBusy} size="l" stretched type="submit">
          {verb}
        </Button>
      </Inset>
    </form>
  );
};
