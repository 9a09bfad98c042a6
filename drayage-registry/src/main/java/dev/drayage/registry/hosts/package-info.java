/** Where a registry is reached: its addresses, mirrors, certificates, as Docker's and containerd's folders of settings say. */
@NullMarked
package dev.drayage.registry.hosts;

import org.jspecify.annotations.NullMarked;
