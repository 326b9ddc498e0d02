/** Who acts, for whom, for what purpose: principals, delegation, tasks, sessions, and how they prove it. */
@NullMarked
package dev.sallyport.identity;

import org.jspecify.annotations.NullMarked;
