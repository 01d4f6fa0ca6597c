// @ts-check

const GAP = 8;

/** @param {number} value @param {number} least @param {number} most */
const within = (value, least, most) => Math.max(least, Math.min(value, most));

/**
 * Places an element beside a box: below it, or above where there is more room, and never beyond the window. If the box is scrolled out of
 * its frame, the element stays at the frame's edge.
 * @param {HTMLElement} element has a fixed position
 * @param {DOMRect} box
 * @param {DOMRect} frame
 */
export function placeAt(element, box, frame) {
  const { width, height } = element.getBoundingClientRect();
  // The visual viewport is what a phone's keyboard leaves.
  const top = visualViewport?.offsetTop ?? 0;
  const bottom = top + (visualViewport?.height ?? innerHeight);
  const boxTop = within(box.top, frame.top, frame.bottom);
  const boxBottom = within(box.bottom, frame.top, frame.bottom);
  const isBelow = boxBottom + GAP + height <= bottom || bottom - boxBottom >= boxTop - top;
  const wantedTop = isBelow ? boxBottom + GAP : boxTop - GAP - height;
  const wantedLeft = (box.left + box.right - width) / 2;
  element.style.left = `${within(wantedLeft, GAP, document.documentElement.clientWidth - width - GAP)}px`;
  element.style.top = `${Math.max(top + GAP, Math.min(wantedTop, bottom - height - GAP))}px`;
}
