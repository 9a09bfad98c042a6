/** Many images brought to one place: planned, compared with what is there, and the rest sent. */
@NullMarked
package dev.drayage.sync;

import org.jspecify.annotations.NullMarked;
