/** How far some long work is: how many files of how many. */
export type Progress = (done: number, all: number) => void;
