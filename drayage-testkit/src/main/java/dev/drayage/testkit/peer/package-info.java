/** Other people's programs, run by tests that compare with them; such tests are skipped where a program is absent. */
@NullMarked
package dev.drayage.testkit.peer;

import org.jspecify.annotations.NullMarked;
