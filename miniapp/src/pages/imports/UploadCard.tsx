import { Icon24DocumentOutline, Icon56DocumentArrowUpOutline } from '@vkontakte/icons';
import { DropZone, File as FileButton, Placeholder } from '@vkontakte/vkui';
import type { DragEvent, ReactNode } from 'react';

import { useUpload } from '../../features/import-houses/useUpload';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';

// What the API reads (functions/api/models/imports.py).
const ACCEPTED = '.xlsx,.xls,.ods,.csv';

/** Takes a sheet: chosen, or dropped. */
export const UploadCard = (): ReactNode => {
  const upload = useUpload();
  const take = (file: File | undefined): void => {
    if (file) upload.mutate(file);
  };
  return (
    <>
      <Inset>
        <DropZone.Grid>
          <DropZone onDrop={(event: DragEvent) => take(event.dataTransfer.files[0])}>
            {({ active }) => (
              <Placeholder
                action={
                  <FileButton
                    accept={ACCEPTED}
                    before={<Icon24DocumentOutline />}
                    loading={upload.isPending}
                    onChange={({ target }) => {
                      take(target.files?.[0]);
                      // The same file can be chosen again once it was mended.
                      target.value = '';
                    }}
                    size="m"
                  >
                    {upload.isPending ? 'Проверяем' : 'Выбрать файл'}
                  </FileButton>
                }
                icon={<Icon56DocumentArrowUpOutline />}
                title={active ? 'Отпустите файл' : 'Таблица с домами'}
              >
                Excel, ODS или CSV до 10 МБ. Сначала проверим: чаты появятся, когда вы подтвердите.
              </Placeholder>
            )}
          </DropZone>
        </DropZone.Grid>
      </Inset>
      <FormError error={upload.error} />
    </>
  );
};
