import { copyText, shareLink } from '../vk/bridge';
import { useNotice } from './notices';

/** Copies a text and says so; where that cannot be done, shows the text to be copied by hand. */
export function useCopy(): (text: string, done: string) => Promise<void> {
  const tell = useTelling();
  return async (text, done) => tell(await copyText(text), text, done);
}

/** Lets the person send a link on; says so where it could only be copied. */
export function useShare(): (link: string) => Promise<void> {
  const tell = useTelling();
  return async (link) => {
    const how = await shareLink(link);
    if (how !== 'shared')
      tell(how === 'copied', link, 'Ссылка скопирована, вставьте её в сообщение');
  };
}

function useTelling(): (isCopied: boolean, text: string, done: string) => void {
  const show = useNotice();
  return (isCopied, text, done) =>
    show(
      isCopied ? { text: done } : { text: 'Не удалось скопировать', subtitle: text, isError: true },
    );
}
