/**
 * Doors: passkeys, and codes that a link carries behind its #.
 *
 * `<form data-passkey="create" data-options="ID">` makes a passkey from the JSON in that element and posts it in the form's
 * hidden `credential`; `data-passkey="get"` signs with one, its options from `data-options` or fetched from `data-options-at`.
 * `<input data-from-fragment>` takes what stands behind the #, which no server, log or referrer ever sees, and clears it.
 */
interface OptionsOnTheWay {
  publicKey: Record<string, unknown> & {
    challenge: string;
    user?: { id: string };
    allowCredentials?: { id: string }[];
    excludeCredentials?: { id: string }[];
  };
}

const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const toText = (bytes: ArrayBuffer | null): string | null =>
  bytes &&
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** The server's JSON with its texts as bytes, as the browser wants them. */
function inBytes({ publicKey }: OptionsOnTheWay): Record<string, unknown> {
  const listed = (each: { id: string }): object => ({ ...each, id: toBytes(each.id) });
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: toBytes(publicKey.user.id) } }),
    ...(publicKey.allowCredentials && { allowCredentials: publicKey.allowCredentials.map(listed) }),
    ...(publicKey.excludeCredentials && { excludeCredentials: publicKey.excludeCredentials.map(listed) }),
  };
}

function inTexts(credential: PublicKeyCredential): object {
  const answer = credential.response;
  const common = {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
  if (answer instanceof AuthenticatorAttestationResponse) {
    const response = {
      clientDataJSON: toText(answer.clientDataJSON),
      attestationObject: toText(answer.attestationObject),
      transports: answer.getTransports?.() ?? [],
    };
    return { ...common, response };
  }
  const signed = answer as AuthenticatorAssertionResponse;
  const response = {
    clientDataJSON: toText(signed.clientDataJSON),
    authenticatorData: toText(signed.authenticatorData),
    signature: toText(signed.signature),
    userHandle: toText(signed.userHandle),
  };
  return { ...common, response };
}

async function optionsOf(form: HTMLFormElement): Promise<Record<string, unknown>> {
  const { options, optionsAt } = form.dataset;
  if (options) return inBytes(JSON.parse(document.getElementById(options)?.textContent ?? "{}"));
  const answer = await fetch(optionsAt ?? "", { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return inBytes((await answer.json()).request_options);
}

async function asked(form: HTMLFormElement): Promise<void> {
  const says = form.querySelector<HTMLElement>("[data-passkey-says]");
  const field = form.querySelector<HTMLInputElement>("[name=credential]");
  if (!field) return;
  if (says) says.hidden = true;
  try {
    const publicKey = await optionsOf(form);
    const found =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions })
        : await navigator.credentials.get({ publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions });
    if (!found) throw new DOMException("", "NotAllowedError");
    field.value = JSON.stringify(inTexts(found as PublicKeyCredential));
    form.submit();
  } catch (fault) {
    if (!says) return;
    const cancelled = fault instanceof DOMException && fault.name !== "SecurityError";
    says.textContent = (cancelled ? says.dataset.cancelled : says.dataset.unsupported) ?? "";
    says.hidden = false;
  }
}

const able = window.isSecureContext && "credentials" in navigator && "PublicKeyCredential" in window;
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  if (able) form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (able) void asked(form);
    else {
      const says = form.querySelector<HTMLElement>("[data-passkey-says]");
      if (says) [says.textContent, says.hidden] = [says.dataset.unsupported ?? "", false];
    }
  });
}

function takeFragment(): void {
  const input = document.querySelector<HTMLInputElement>("input[data-from-fragment]");
  const carried = window.location.hash.slice(1);
  if (!input || !carried || document.getElementById(carried)) return;
  input.value = carried;
  window.history.replaceState(null, "", window.location.pathname);
}

takeFragment();
window.addEventListener("hashchange", takeFragment);
