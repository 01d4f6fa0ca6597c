import { sideProgram } from '../concurrency/side-program';
import { drawPhoto } from './draw-photo';

/** Draws photos in a side thread: labels of many faces, and names in many scripts, take long to lay out. */
export default sideProgram(drawPhoto);
