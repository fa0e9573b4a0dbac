// The shell's commands, one line each. Tauri's names are the snake_case of these.
import { invoke } from "@tauri-apps/api/core";
import type { CommandError, Ipc } from "./types";

export const shell: Ipc = {
  start: () => call("start"),
  saveDraft: (draft) => call("save_draft", { draft }),
  newDraft: (kind) => call("new_draft", { kind }),
  checkDraft: (request) => call("check_draft", { request }),
  terms: (request) => call("terms", { request }),
  renderPreview: (request, certificateId) => call("render_preview", { request, certificateId }),
  pickCertificate: () => call("pick_certificate"),
  openCertificate: (file, password) => call("open_certificate", { file, password }),
  compose: (request, options) => call("compose", { request, options }),
  pickEnclosure: () => call("pick_enclosure"),
  profiles: () => call("profiles"),
  saveProfile: (profile, password) => call("save_profile", { profile, password }),
  testProfile: (name) => call("test_profile", { name }),
  pickAuthority: () => call("pick_authority"),
  send: (caseId, profileName) => call("send", { caseId, profileName }),
  revealFolder: () => call("reveal_folder"),
  openFile: (name) => call("open_file", { name }),
};

async function call<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (cause) {
    throw asCommandError(cause);
  }
}

/** Whatever was thrown, as a code; what is no command's error of ours is `internal`, never a guess from its text. */
export function asCommandError(cause: unknown): CommandError {
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string") {
    return cause as CommandError;
  }
  return { code: "internal" };
}
