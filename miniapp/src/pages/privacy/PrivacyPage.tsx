import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Screen } from '../../shared/ui/Screen';
import { PrivacyParts } from './PrivacyParts';

/** Whose data is kept, what for and how long; what whoever works here agrees to. */
const PrivacyPage = (): ReactNode => {
  const { name, region, path } = useWorkplace();
  return (
    <Screen backTo={path('more')} title="Данные и правила">
      <PrivacyParts operator={`Оператор — администрация муниципалитета: ${name}, ${region}.`} />
    </Screen>
  );
};

export default PrivacyPage;
