/**
 * Collecting a registry's storage: what no manifest that is kept refers to goes, while the registry runs. All digests of a
 * storage are more than memory holds, so whatever is known of them lies in files of sorted records, which are read in
 * order and merged.
 */
@NullMarked
package dev.drayage.storage.collect;

import org.jspecify.annotations.NullMarked;
