import type { ReactNode } from 'react';

/** What stands as far from the edges of a group as VKUI's own cells and fields do. */
export const Inset = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <div className="inset">{children}</div>
);
