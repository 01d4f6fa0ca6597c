// The same program in another file, as each file has its own queue.
import odd from './odd-program';

export default odd;
