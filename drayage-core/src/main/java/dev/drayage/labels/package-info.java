/** Labels of content, as containerd has them: what they may be, and those that mean something. */
@NullMarked
package dev.drayage.labels;

import org.jspecify.annotations.NullMarked;
