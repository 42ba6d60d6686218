import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import { useSaveFile } from '../save-file/useSaveFile';
import { type Paper, PosterOptions } from './PosterOptions';

export interface PosterSheetProps {
  readonly houseId: string;
  readonly onClose: () => void;
}

/** The poster of one house. */
const PosterSheet = ({ houseId, onClose }: PosterSheetProps): ReactNode => {
  const [paper, setPaper] = useState<Paper>({ format: 'a4', eachEntrance: false });
  const { save, isBusy } = useSaveFile();
  return (
    <Sheet isOpen onClose={onClose} title="Плакат">
      <PosterOptions onChange={setPaper} paper={paper} />
      <Inset>
        <Button
          loading={isBusy}
          onClick={() =>
            save({
              file: 'poster',
              of: {
                house_id: houseId,
                format: paper.format,
                each_entrance: paper.eachEntrance,
              },
            })
          }
          size="l"
          stretched
        >
          Скачать PDF
        </Button>
      </Inset>
    </Sheet>
  );
};

export default PosterSheet;
