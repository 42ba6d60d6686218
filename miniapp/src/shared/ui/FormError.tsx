import { FormItem, FormStatus } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { explain } from '../api/problem';

/** Why a form was refused, where it was. */
export const FormError = ({ error }: { readonly error: unknown }): ReactNode => {
  if (!error) return null;
  const { title, action } = explain(error);
  return (
    <FormItem>
      <FormStatus mode="error" role="alert" title={title}>
        {action}
      </FormStatus>
    </FormItem>
  );
};
