/** What every document has in common before its format is known: how large it may be, and how it fails to be one. */
@NullMarked
package dev.drayage.document;

import org.jspecify.annotations.NullMarked;
