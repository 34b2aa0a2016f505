// What one takes along from a world: a link to a place in it, and pictures.
import { t } from "./words.js";

/** The place in a link, "x,z,heading" in metres and degrees, as `teleport` takes it; null where there is none. */
export function placeOf(text) {
  const numbers = (text ?? "").split(",").map(Number);
  if (numbers.length !== 3 || !numbers.every((value) => Number.isFinite(value) && Math.abs(value) < 1e6)) return null;
  return { x: numbers[0], z: numbers[1], yaw: (-numbers[2] * Math.PI) / 180 };
}

/** Copy a link to where the player stands and looks. */
export async function copyLink(page) {
  const { position, yaw } = page.header?.camera ?? {};
  const heading = ((-(yaw ?? 0) * 180) / Math.PI % 360 + 360) % 360;
  const at = position && page.offered?.includes("geometry") ? `&at=${[position[0].toFixed(1), position[2].toFixed(1), heading.toFixed(0)].join()}` : "";
  const address = new URL(page.link() + at, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    page.toast(t("Link copied. It opens this same place."));
  } catch {
    page.toast(t("Copy the address of this page: it opens this same world."));
  }
}

/** Save what is shown as a file. */
export async function savePicture(page) {
  if (!page.view.bitmap && !page.drawing.drawsItself) return;
  const blob = await pictureToKeep(page);
  if (!blob) return;
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = `nacre-${page.world.prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 48)}-${page.world.seed}.${blob.type === "image/jpeg" ? "jpg" : "png"}`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  page.toast(blob.type === "image/jpeg" ? t("Picture saved, with its Content Credentials.") : t("Picture saved."));
}

// Where the server signs pictures, one it cannot sign is not kept.
async function pictureToKeep(page) {
  const own = page.drawing.drawsItself;
  const unsigned = own ? page.drawing.native.png() : page.view.picture();
  const ask = async (body) => { try { return await fetch("/sign", { method: "POST", body }); } catch { return null; /* the bridge is gone */ } };
  let answer = await ask(own ? new Uint8Array() : page.file);
  // what is signed is a picture that the server drew
  if (own && answer && answer.status !== 204) answer = await ask(await page.drawing.picture());
  if (answer) page.unsigned = answer.status === 204;
  if (page.unsigned) return unsigned;
  if (answer?.ok) return answer.blob();
  page.toast(t("The picture could not be signed, so it was not saved."));
  return null;
}
