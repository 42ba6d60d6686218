import { Group, Tappable, Title } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useOpening } from '../../features/see-activity/useOpening';
import type { Schemas } from '../../shared/api/client';
import { Share } from '../../shared/ui/charts/Bars';
import { Inset } from '../../shared/ui/Inset';
import { inDigits } from '../../shared/ui/words';

type Figure = Schemas['Figure'];

/** Every figure with its picture; one behind which there is a list opens it. */
export const Figures = ({ figures }: { readonly figures: readonly Figure[] }): ReactNode => {
  const opening = useOpening();
  return (
    <Group>
      <Inset>
        <div className="figures">
          {figures.map((figure) => {
            const open = opening(figure.opens);
            return open ? (
              <Tappable className="figure" key={figure.name} onClick={open}>
                <Content figure={figure} />
              </Tappable>
            ) : (
              <div className="figure" key={figure.name}>
                <Content figure={figure} />
              </div>
            );
          })}
        </div>
      </Inset>
    </Group>
  );
};

const Content = ({ figure: { title, value, of } }: { readonly figure: Figure }): ReactNode => (
  <>
    <span className="figure-title">{title}</span>
    <Title Component="span" level="2">
      {inDigits(value)}
      {of !== null && <span className="figure-of"> из {inDigits(of)}</span>}
    </Title>
    {of !== null && <Share of={of} value={value} />}
  </>
);
