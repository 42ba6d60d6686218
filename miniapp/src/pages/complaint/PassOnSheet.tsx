import { useQuery } from '@tanstack/react-query';
import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { complaintAddresseesQuery } from '../../features/deal-with-complaints/queries';
import { usePassOn } from '../../features/deal-with-complaints/useComplaintAction';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { replaceWith } from '../../shared/router/router';
import { Field } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Sheet } from '../../shared/ui/Sheet';

export interface PassOnSheetProps {
  readonly complaintId: string;
  readonly onClose: () => void;
}

/** Chooses who deals with the complaint from now on. */
const PassOnSheet = ({ complaintId, onClose }: PassOnSheetProps): ReactNode => {
  const { id, path } = useWorkplace();
  const choices = useQuery(complaintAddresseesQuery(id, complaintId));
  const [organization, setOrganization] = useState('');
  const [reason, setReason] = useState('');
  const field = useId();
  const passOn = usePassOn(complaintId, ({ item, may_pass_on: isStill }) => {
    onClose();
    // Whoever handed it away and has nothing to do with it any more sees it no longer.
    if (item.text === null && !isStill) replaceWith(path('complaints'));
  });
  return (
    <Sheet isOpen onClose={onClose} title="Передать жалобу">
      <Loaded query={choices}>
        {({ items }) => (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              passOn.mutate({ organization_id: organization, reason: reason.trim() });
            }}
          >
            <FormItem bottom="Срок останется прежним." htmlFor={field} top="Кому">
              <Select
                id={field}
                onChange={(_, chosen) => setOrganization(String(chosen ?? ''))}
                options={items.map(({ id: value, name }) => ({ value, label: name }))}
                placeholder="Выберите организацию"
                value={organization}
              />
            </FormItem>
            <Field
              hint="Можно не указывать."
              label="Почему"
              onChange={setReason}
              placeholder="Сеть за пределами дома"
              value={reason}
            />
            <FormError error={passOn.error} />
            <Inset>
              <Button
                disabled={!organization}
                loading={passOn.isPending}
                size="l"
                stretched
                type="submit"
              >
                Передать
              </Button>
            </Inset>
          </form>
        )}
      </Loaded>
    </Sheet>
  );
};

export default PassOnSheet;
