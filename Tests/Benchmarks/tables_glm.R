# R's fit of a cleaned table, as one would write it: prints intercept and weights, one a line.
# Usage: Rscript tables_glm.R FILE
table <- read.csv(commandArgs(trailingOnly = TRUE)[1], check.names = FALSE)
fit <- glm(label ~ ., family = binomial, data = table)
cat(sprintf("%.17g\n", coef(fit)), sep = "")
