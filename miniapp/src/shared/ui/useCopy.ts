import { copyText } from '../vk/bridge';
import { useNotice } from './notices';

/** Copies a text and says so; where that cannot be done, shows the text to be copied by hand. */
export function useCopy(): (text: string, done: string) => Promise<void> {
  const show = useNotice();
  return async (text, done) => {
    const isCopied = await copyText(text);
    show(
      isCopied ? { text: done } : { text: 'Не удалось скопировать', subtitle: text, isError: true },
    );
  };
}
