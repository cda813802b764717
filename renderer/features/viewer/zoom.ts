/** A length or place on screen, in CSS px; the origin of the stage is its top left corner. */
export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

/**
 * How a picture lies on the stage. `scale` is CSS px per image px; `x` and `y` move the picture's centre
 * away from the stage's centre, in CSS px. `fit` keeps filling the stage when the stage changes its size.
 */
export interface Zoom {
  fit: boolean;
  scale: number;
  x: number;
  y: number;
}

export interface Stage {
  view: Size;
  image: Size;
  /** Device px per CSS px: 100 % shows one image px on one device px. */
  pixelRatio: number;
  /** Vector pictures fill the stage whatever size they say they have. */
  scalable: boolean;
  /** What bars cover of the stage: a fitted picture stays clear of them, a larger one goes on under them. */
  inset: { top: number; bottom: number };
}

const largestLevel = 16;
const levels = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16];

/** The part of the stage that no bar covers, and how far its centre is from the stage's. */
function freeOf({ view, inset }: Stage): Size & { y: number } {
  return {
    width: view.width,
    height: Math.max(1, view.height - inset.top - inset.bottom),
    y: (inset.top - inset.bottom) / 2,
  };
}

/** The scale at which all of the picture is seen; a raster picture is never enlarged past 100 %. */
export function fitScale(stage: Stage): number {
  const { image, pixelRatio, scalable } = stage;
  const free = freeOf(stage);
  const scale = Math.min(free.width / image.width, free.height / image.height);
  return scalable ? scale : Math.min(scale, 1 / pixelRatio);
}

/** What a person calls the zoom: 1 is 100 %, one image px on one device px. */
export function levelOf(zoom: Zoom, stage: Stage): number {
  return zoom.scale * stage.pixelRatio;
}

function limits(stage: Stage): { min: number; max: number } {
  const fit = fitScale(stage);
  return {
    min: Math.min(fit, 0.05 / stage.pixelRatio),
    max: Math.max(fit * 4, largestLevel / stage.pixelRatio),
  };
}

const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);

/** How far a picture of this scale can be moved from the centre either way, px. */
function reachOf(scale: number, stage: Stage): Point {
  const free = freeOf(stage);
  return {
    x: Math.max(0, (stage.image.width * scale - free.width) / 2),
    y: Math.max(0, (stage.image.height * scale - free.height) / 2),
  };
}

/** Keeps the picture on the stage: no gap on a side where it is larger, centred where it is smaller. */
function held(zoom: Zoom, stage: Stage): Zoom {
  const reach = reachOf(zoom.scale, stage);
  const { y } = freeOf(stage);
  return { ...zoom, x: clamp(zoom.x, -reach.x, reach.x), y: clamp(zoom.y, y - reach.y, y + reach.y) };
}

export function fitted(stage: Stage): Zoom {
  return { fit: true, scale: fitScale(stage), x: 0, y: freeOf(stage).y };
}

/** Called when the stage or picture changes size: *fit* fits again, a free zoom keeps its scale and place. */
export function resized(zoom: Zoom, stage: Stage): Zoom {
  return zoom.fit ? fitted(stage) : held(zoom, stage);
}

/** Zooms to a scale so that what is under `at` stays under it. */
export function zoomedTo(zoom: Zoom, stage: Stage, scale: number, at?: Point): Zoom {
  const { min, max } = limits(stage);
  const next = clamp(scale, min, max);
  const ratio = next / zoom.scale;
  const fromCentre = {
    x: (at?.x ?? stage.view.width / 2) - stage.view.width / 2,
    y: at === undefined ? freeOf(stage).y : at.y - stage.view.height / 2,
  };
  return held(
    {
      fit: false,
      scale: next,
      x: fromCentre.x - (fromCentre.x - zoom.x) * ratio,
      y: fromCentre.y - (fromCentre.y - zoom.y) * ratio,
    },
    stage,
  );
}

export function panned(zoom: Zoom, stage: Stage, dx: number, dy: number): Zoom {
  return held({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, stage);
}

/** The next round level above or below; passing *fit* stops there. */
export function stepped(zoom: Zoom, stage: Stage, direction: 1 | -1): Zoom {
  const fit = fitScale(stage) * stage.pixelRatio;
  const now = levelOf(zoom, stage);
  const stops = [...levels, fit].sort((a, b) => a - b);
  const next =
    direction === 1
      ? stops.find((level) => level > now * 1.01)
      : stops.findLast((level) => level < now * 0.99);
  if (next === undefined) return zoom;
  return next === fit ? fitted(stage) : zoomedTo(zoom, stage, next / stage.pixelRatio);
}

/** Double click: from *fit* to 100 % around the pointer (or past it where 100 % is fit already), and back. */
export function toggled(zoom: Zoom, stage: Stage, at?: Point): Zoom {
  if (!zoom.fit) return fitted(stage);
  const full = 1 / stage.pixelRatio;
  return zoomedTo(zoom, stage, fitScale(stage) < full * 0.99 ? full : fitScale(stage) * 2, at);
}

/**
 * The factor of one wheel event. A pinch on a touch pad arrives as a wheel with Ctrl and small deltas,
 * a notch of a mouse wheel as ±100 px or ±3 lines.
 */
export function wheelFactor(event: { deltaY: number; deltaMode: number; ctrlKey: boolean }): number {
  const pixels =
    event.deltaMode === 1 ? event.deltaY * 33 : event.deltaMode === 2 ? event.deltaY * 400 : event.deltaY;
  const speed = event.ctrlKey && Math.abs(pixels) < 50 ? 0.01 : 0.0022;
  return Math.exp(clamp(-pixels * speed, -0.7, 0.7));
}

export function canPan(zoom: Zoom, stage: Stage): boolean {
  const reach = reachOf(zoom.scale, stage);
  return reach.x > 0.5 || reach.y > 0.5;
}

/** Part of the reach of panning used, −1 to 1: the same part of another picture can be shown beside it. */
export function placeOf(zoom: Zoom, stage: Stage): Point {
  const reach = reachOf(zoom.scale, stage);
  return {
    x: reach.x === 0 ? 0 : zoom.x / reach.x,
    y: reach.y === 0 ? 0 : (zoom.y - freeOf(stage).y) / reach.y,
  };
}

/** What pictures that are compared share: zoom relative to *fit*, and the place of `placeOf`. */
export interface SharedZoom {
  factor: number;
  place: Point;
}

export function shareOf(zoom: Zoom, stage: Stage): SharedZoom {
  return { factor: zoom.fit ? 1 : zoom.scale / fitScale(stage), place: placeOf(zoom, stage) };
}

export function fromShared({ factor, place }: SharedZoom, stage: Stage): Zoom {
  if (factor === 1) return fitted(stage);
  const scale = fitScale(stage) * factor;
  const reach = reachOf(scale, stage);
  return { fit: false, scale, x: place.x * reach.x, y: freeOf(stage).y + place.y * reach.y };
}
