import { Button, FormItem, SegmentedControl } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import type { HouseFilter } from '../list-houses/queries';
import { PosterFiles } from './PosterFiles';
import { type Paper, PosterOptions } from './PosterOptions';
import { type PosterSet, usePosterSet } from './usePosterSet';

export interface PosterSetSheetProps {
  readonly filter: HouseFilter;
  readonly onClose: () => void;
}

/** The posters of all houses that the list shows. */
const PosterSetSheet = ({ filter, onClose }: PosterSetSheetProps): ReactNode => {
  const [paper, setPaper] = useState<Paper>({ format: 'a4', eachEntrance: false });
  const [kind, setKind] = useState<PosterSet['package']>('pdf');
  const { create, isCreating, set, watch } = usePosterSet();
  return (
    <Sheet isOpen onClose={onClose} title="Плакаты домов из списка">
      {set ? (
        <PosterFiles onStart={watch} set={set} />
      ) : (
        <>
          <PosterOptions onChange={setPaper} paper={paper} />
          <FormItem
            bottom={
              kind === 'pdf'
                ? 'Удобно печатать сразу все.'
                : 'Удобно раздать администраторам чатов.'
            }
            htmlFor="package"
            top="Файл"
          >
            <SegmentedControl
              id="package"
              onChange={(chosen) => setKind(chosen)}
              options={[
                { label: 'Один PDF', value: 'pdf' },
                { label: 'Архив: PDF на дом', value: 'zip' },
              ]}
              value={kind}
            />
          </FormItem>
          <Inset>
            <Button
              loading={isCreating}
              onClick={() =>
                create({
                  filters: filter,
                  format: paper.format,
                  each_entrance: paper.eachEntrance,
                  package: kind,
                })
              }
              size="l"
              stretched
            >
              Подготовить
            </Button>
          </Inset>
        </>
      )}
    </Sheet>
  );
};

export default PosterSetSheet;
