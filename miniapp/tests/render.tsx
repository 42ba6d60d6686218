import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { AdaptivityProvider, AppRoot, ConfigProvider } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import {
  type Action,
  WorkplaceContext,
  workplaceOf,
} from '../src/features/work-in-municipality/workplace';
import { createQueryClient } from '../src/shared/api/queryClient';
import { Notices } from '../src/shared/ui/notices';

/** The municipality of the tests; requests to it begin with this. */
export const API = 'http://localhost:3000/api/v1/municipalities/m1';

const EVERYTHING: Action[] = [
  'see_municipality',
  'see_houses',
  'create_houses',
  'edit_houses',
  'assign_people',
  'find_people',
  'import_houses',
  'see_members',
  'edit_members',
];

/** Draws a screen for somebody who may do `may` in the municipality. */
export function renderScreen(screen: ReactNode, may: Action[] = EVERYTHING): void {
  const record = {
    municipality_id: 'm1',
    name: 'Екатеринбург',
    region: 'Область',
    roles: [{ role: 'employee' as const, title: 'сотрудник' }],
    may,
  };
  render(
    <ConfigProvider transitionMotionEnabled={false}>
      <AdaptivityProvider>
        <AppRoot>
          <QueryClientProvider client={createQueryClient()}>
            <Notices>
              <WorkplaceContext value={workplaceOf(record, [record])}>{screen}</WorkplaceContext>
            </Notices>
          </QueryClientProvider>
        </AppRoot>
      </AdaptivityProvider>
    </ConfigProvider>,
  );
}
