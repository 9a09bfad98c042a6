/** Where images come from and go to, whatever keeps them: content together with the names of the images made of it. */
@NullMarked
package dev.drayage.image;

import org.jspecify.annotations.NullMarked;
