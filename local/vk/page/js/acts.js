/** What a person does in an open conversation, as calls of the back door. Each throws Refusal where it is refused. */

import { post, upload } from "./api.js";

// So long a pressed button turns; an answer that comes later is still shown.
export const ANSWER_WAIT_S = 8;

export class Acts {
  constructor(me, { group_id: groupId, peer_id: peerId }) {
    this.me = me;
    this.peer = { group_id: groupId, peer_id: peerId };
  }

  /** Sends, or changes what was sent; returns the new message's number, if there is one. */
  async say({ text, photo = null, replyTo = null, edited = null, ref = null, payload = null }) {
    if (edited) {
      await this.#do("edit", { cmid: edited.conversation_message_id, text });
      return edited.conversation_message_id;
    }
    const sent = photo
      ? await upload(`/sim/users/${this.me}/photos`, { ...this.peer, text, photo })
      : await this.#do("write", { text, ref, payload, reply_to: replyTo?.conversation_message_id ?? null });
    return sent.conversation_message_id;
  }

  press(cmid, label) {
    return this.#do("press", { cmid, label, wait_s: ANSWER_WAIT_S });
  }

  react(cmid, reactionId) {
    return this.#do("react", { cmid, reaction_id: reactionId });
  }

  read() {
    return this.#do("read");
  }

  leave() {
    return this.#do("leave");
  }

  join(link) {
    return post(`/sim/users/${this.me}/join`, { link });
  }

  /** Lets the community write, or no longer. */
  consent(allowed) {
    return post(`/sim/users/${this.me}/${allowed ? "allow" : "deny"}`, { group_id: this.peer.group_id });
  }

  #do(act, body = {}) {
    return post(`/sim/users/${this.me}/${act}`, { ...this.peer, ...body });
  }
}
