/**
 * Every secret value that is planted in the world. None of them may appear in any output, log, error or file:
 * tests look for `NIGHTWARDENCANARY` and for each of these.
 */
export const CANARIES = {
  checkoutDatabase: '{"username":"checkout","password":"NIGHTWARDENCANARY-m4Zr8Kq2Vw6T"}',
  gatewayToken: 'pgw_live_NIGHTWARDENCANARY7d1f0a93be62c458',
  searchKey: 'NIGHTWARDENCANARY-search-51c0ffee9b27',
  mailerSmtp: '{"host":"smtp.mail.example","password":"NIGHTWARDENCANARY-Pq7xN3tLs9"}',
  flagsToken: 'NIGHTWARDENCANARY-flags-0b8e6d44',
  warehouse: '{"username":"reporting","password":"NIGHTWARDENCANARY-hT5vB1yJc8Rd"}',
  exportBucket: 'NIGHTWARDENCANARY-export-a7f39e10',
  faxGateway: 'NIGHTWARDENCANARY-fax-66d2',
  /** As long as an AWS secret access key, and made of the same letters. */
  labelPrinterSecretKey: 'NIGHTWARDENCANARY8sYx2LqWn5Rb7TzKd1Vf3Gh',
  labelDatabasePassword: 'NIGHTWARDENCANARY-w8Jk3Dp6Xz',
  labelDatabaseUrl: 'postgres://labels:NIGHTWARDENCANARYr2Lm9@labels.db.smallshop.example:5432/labels',
  orderQueuePassword: 'NIGHTWARDENCANARY-q4Zr8Tn2Vb',
  buildRegistryToken: 'NIGHTWARDENCANARY-build-93ac7d10',
  stackPassword: 'NIGHTWARDENCANARY-stack-Kf7Lw2',
  parameterPassword: 'NIGHTWARDENCANARY-par-Xm9Ty4',
  bootPassword: 'NIGHTWARDENCANARY-boot-Hd3Js8',
  partnerFeedKey: 'NIGHTWARDENCANARY-feed-Zt6Wq3Rk',
  storefrontAppKey: 'NIGHTWARDENCANARY-app-Lp8Yv5Nd',
  sourceToken: 'ghp_NIGHTWARDENCANARYb7Hq2Xs9',
  returnsPartnerKey: 'NIGHTWARDENCANARY-returns-Gc4Mz7',
  loyaltyCrmKey: 'NIGHTWARDENCANARY-crm-Ju5Pb1',
  etlPassword: 'NIGHTWARDENCANARY-etl-Rn9Fk6',
  agentSearchKey: 'NIGHTWARDENCANARY-agent-Wd2Ty8',
  agentClientSecret: 'NIGHTWARDENCANARY-client-Bx7Ae3',
  samlMetadata: 'NIGHTWARDENCANARY-saml-5e1f',
  mayaConsole: 'NIGHTWARDENCANARY-console-1!aQ',
  lenaConsole: 'NIGHTWARDENCANARY-console-2!zW',
} as const;
