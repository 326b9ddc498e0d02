/** How the lines look that the process logs about itself. What people do is not among them: that is for the journal. */
@NullMarked
package dev.sallyport.logs;

import org.jspecify.annotations.NullMarked;
