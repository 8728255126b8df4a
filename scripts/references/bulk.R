# Reference values for effects of replicates (src/effects/plainValues.ts): p of edgeR's quasi-likelihood F test and of DESeq2's Wald test.
# Writes counts of made-up bulk samples and the p of every perturbation beside the controls, and variances that limma squeezes along a trend.
#   Rscript scripts/references/bulk.R tests/fixtures/effects/bulk
suppressMessages({library(edgeR); library(DESeq2)})
out <- commandArgs(trailingOnly = TRUE)[1]
dir.create(out, recursive = TRUE, showWarnings = FALSE)
set.seed(20261126)
genes <- 300
group <- factor(rep(c("control", "A", "B", "C"), c(6, 3, 3, 4)), levels = c("control", "A", "B", "C"))
level <- exp(rnorm(genes, 4.5, 1.3))
dispersion <- 0.04 * exp(rnorm(genes, 0, 0.5)) + 0.5 / level
fold <- sapply(c(control = 0, A = 0.2, B = 0.1, C = 0.05), function(share)
  exp(ifelse(runif(genes) < share, sample(c(-1, 1), genes, TRUE) * runif(genes, 0.4, 1.5), 0)))
depth <- exp(rnorm(length(group), 0, 0.3))
counts <- sapply(seq_along(group), function(i)
  rnbinom(genes, mu = level * fold[, as.character(group[i])] * depth[i], size = 1 / dispersion))
dimnames(counts) <- list(sprintf("g%03d", seq_len(genes)), sprintf("s%02d", seq_along(group)))

design <- model.matrix(~ group)
fit <- glmQLFit(estimateDisp(calcNormFactors(DGEList(counts)), design), design)
wald <- DESeq(DESeqDataSetFromMatrix(counts, data.frame(group), ~ group), quiet = TRUE)
digits <- function(p) formatC(p, digits = 5, format = "g")
rows <- lapply(levels(group)[-1], function(name) data.frame(
  perturbation = name, gene = rownames(counts),
  edger = digits(glmQLFTest(fit, coef = paste0("group", name))$table$PValue),
  deseq2 = digits(results(wald, name = paste0("group_", name, "_vs_control"), cooksCutoff = FALSE)$pvalue)))
save <- function(table, file) write.table(table, file.path(out, file), sep = "\t", quote = FALSE, row.names = FALSE)
save(do.call(rbind, rows), "p.tsv")
save(data.frame(sample = colnames(counts), perturbation = group, t(counts)), "counts.tsv")

df <- 5
level <- rgamma(genes, 4)
variance <- 0.1 * (1 + 4 * exp(-level)) * rchisq(genes, df) / df * 12 / rchisq(genes, 12)
squeezed <- squeezeVar(variance, df, covariate = level)
number <- function(x) formatC(x, digits = 12, format = "g")
save(data.frame(level = number(level), variance = number(variance), squeezed = number(squeezed$var.post),
                prior = number(squeezed$df.prior)), "trend.tsv")
cat("edgeR", as.character(packageVersion("edgeR")), "DESeq2", as.character(packageVersion("DESeq2")), "\n")
