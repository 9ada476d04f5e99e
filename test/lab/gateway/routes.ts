/** Method, path pattern, operation: what the SDK's models give as the `http` trait of each operation. */
type Route = readonly [method: string, path: RegExp, action: string];

const FUNCTION = '/2015-03-31/functions';
const ROUTES: Readonly<Record<string, readonly Route[]>> = {
  lambda: [
    ['GET', exact(FUNCTION), 'ListFunctions'],
    ['POST', exact(FUNCTION), 'CreateFunction'],
    ['GET', exact(`${FUNCTION}/*`), 'GetFunction'],
    ['DELETE', exact(`${FUNCTION}/*`), 'DeleteFunction'],
    ['GET', exact(`${FUNCTION}/*/configuration`), 'GetFunctionConfiguration'],
    ['PUT', exact(`${FUNCTION}/*/configuration`), 'UpdateFunctionConfiguration'],
    ['PUT', exact(`${FUNCTION}/*/code`), 'UpdateFunctionCode'],
    ['GET', exact(`${FUNCTION}/*/policy`), 'GetPolicy'],
    ['POST', exact(`${FUNCTION}/*/policy`), 'AddPermission'],
    ['DELETE', exact(`${FUNCTION}/*/policy/*`), 'RemovePermission'],
    ['GET', exact(`${FUNCTION}/*/versions`), 'ListVersionsByFunction'],
    ['POST', exact(`${FUNCTION}/*/versions`), 'PublishVersion'],
    ['GET', exact(`${FUNCTION}/*/aliases`), 'ListAliases'],
    ['POST', exact(`${FUNCTION}/*/invocations`), 'Invoke'],
    ['GET', exact('/2015-03-31/event-source-mappings'), 'ListEventSourceMappings'],
    ['GET', exact('/2016-08-19/account-settings'), 'GetAccountSettings'],
    ['GET', exact('/2017-03-31/tags/*'), 'ListTags'],
    ['POST', exact('/2017-03-31/tags/*'), 'TagResource'],
  ],
  securityhub: [
    ['POST', exact('/accounts'), 'EnableSecurityHub'],
    ['GET', exact('/accounts'), 'DescribeHub'],
    ['DELETE', exact('/accounts'), 'DisableSecurityHub'],
    ['POST', exact('/findings'), 'GetFindings'],
    ['POST', exact('/findings/import'), 'BatchImportFindings'],
    ['PATCH', exact('/findings/batchupdate'), 'BatchUpdateFindings'],
    ['POST', exact('/actionTargets'), 'CreateActionTarget'],
    ['POST', exact('/actionTargets/get'), 'DescribeActionTargets'],
    ['DELETE', /^\/actionTargets\/.+$/, 'DeleteActionTarget'],
  ],
  account: [
    ['POST', exact('/listRegions'), 'ListRegions'],
    ['POST', exact('/getRegionOptStatus'), 'GetRegionOptStatus'],
    ['POST', exact('/getAccountInformation'), 'GetAccountInformation'],
    ['POST', exact('/getContactInformation'), 'GetContactInformation'],
  ],
  apigateway: [
    ['GET', exact('/apikeys'), 'GetApiKeys'],
    ['GET', exact('/restapis'), 'GetRestApis'],
    ['POST', exact('/restapis'), 'CreateRestApi'],
    ['POST', exact('/restapis/*/deployments'), 'CreateDeployment'],
    ['GET', exact('/restapis/*/stages'), 'GetStages'],
    ['POST', exact('/restapis/*/stages'), 'CreateStage'],
    ['GET', exact('/v2/apis'), 'GetApis'],
    ['POST', exact('/v2/apis'), 'CreateApi'],
    ['GET', exact('/v2/apis/*/stages'), 'GetStages'],
    ['POST', exact('/v2/apis/*/stages'), 'CreateStage'],
  ],
  appsync: [
    ['GET', exact('/v1/apis'), 'ListGraphqlApis'],
    ['GET', exact('/v2/apis'), 'ListApis'],
    ['GET', exact('/v1/apis/*/apikeys'), 'ListApiKeys'],
  ],
  iot: [['GET', exact('/certificates'), 'ListCertificates']],
  'bedrock-agentcore': [
    ['POST', exact('/identities/ListApiKeyCredentialProviders'), 'ListApiKeyCredentialProviders'],
    ['POST', exact('/identities/ListOauth2CredentialProviders'), 'ListOauth2CredentialProviders'],
    ['GET', /^\/tags\/.+$/, 'ListTagsForResource'],
  ],
  s3: [
    ['GET', /^\/$/, 'ListBuckets'],
    ['PUT', /^\/[^/]+\/?$/, 'CreateBucket'],
    ['DELETE', /^\/[^/]+\/?$/, 'DeleteBucket'],
  ],
};

/** The operation behind a REST request; empty when the table does not know it. */
export function actionOfRest(service: string, method: string, path: string): string {
  const found = ROUTES[service]?.find(([verb, pattern]) => verb === method && pattern.test(path));
  return found?.[2] ?? '';
}

function exact(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('*', '[^/]+')}/?$`);
}
