import { Icon28DocumentOutline, Icon28DownloadOutline } from '@vkontakte/icons';
import { FormItem, Header, IconButton, Progress, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { counted, HOUSES, inDigits } from '../../shared/ui/words';
import { useSaveFile } from '../save-file/useSaveFile';
import type { PosterSet } from './usePosterSet';

export interface PosterFilesProps {
  readonly set: PosterSet;
  readonly onStart: () => void;
}

/** The files of a set: each is made while it is being saved, and says how far it is. */
export const PosterFiles = ({ set, onStart }: PosterFilesProps): ReactNode => {
  const [started, setStarted] = useState<readonly number[]>([]);
  const { save } = useSaveFile();
  return (
    <>
      <Header
        size="s"
        subtitle={set.without_chat > 0 && `Без готового чата: ${counted(set.without_chat, HOUSES)}`}
      >
        Готово к печати: {counted(set.houses, HOUSES)}
      </Header>
      {set.files.map(({ number, filename, houses, made }) => (
        <div key={number}>
          <SimpleCell
            after={
              <IconButton
                label={`Скачать «${filename}»`}
                onClick={() => {
                  setStarted([...started, number]);
                  save({ file: 'poster_set', of: { set_id: set.id, number } });
                  onStart();
                }}
              >
                <Icon28DownloadOutline />
              </IconButton>
            }
            before={<Icon28DocumentOutline />}
            multiline
            subtitle={counted(houses, HOUSES)}
          >
            {filename}
          </SimpleCell>
          {started.includes(number) && <HowFar houses={houses} made={made} />}
        </div>
      ))}
    </>
  );
};

const HowFar = ({
  made,
  houses,
}: {
  readonly made: number;
  readonly houses: number;
}): ReactNode => {
  const words =
    made === houses
      ? 'Плакаты готовы, файл сохраняется'
      : `Готовим плакаты: ${inDigits(made)} из ${inDigits(houses)}`;
  return (
    <FormItem aria-live="polite" top={words}>
      <Progress aria-label={words} value={Math.round((made / houses) * 100)} />
    </FormItem>
  );
};
