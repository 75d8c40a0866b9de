package memory

import "math"

// Retention is the probability of recall at which a question is due: the value for which FSRS
// defines stability, and its default.
const Retention = 0.9

// Bounds of stability, in days: our own choice, so that a damaged or endless history stays a
// number to reckon with. The upper bound is a hundred years.
const (
	leastStability = 0.001
	mostStability  = 36500
)

// weights are the default weights w0 to w20 of FSRS-6, fitted by its authors to the reviews of
// many learners (open-spaced-repetition, "The Algorithm", FSRS-6). They are an array that
// nobody writes to; Go has no constant arrays.
var weights = [21]float64{
	.212, 1.2931, 2.3065, 8.2956, // stability in days after a first Again, Hard, Good, Easy
	6.4133, .8334, 3.0194, .001, // difficulty: first, its slope, its change, its pull back
	1.8722, .1666, .796, // stability after recall
	1.4835, .0614, .2629, 1.6483, // stability after forgetting
	.6014, 1.8729, // recalled hard, recalled easily
	.5425, .0912, .0658, // answers on the same day
	.1542, // how the curve of forgetting decays
}

// curve is f of the forgetting curve, which the decay fixes: R(S) = Retention.
var curve = math.Pow(Retention, -1/weights[20]) - 1
